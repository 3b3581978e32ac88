@NullMarked
package io.meshsdk.internal.net;

import org.jspecify.annotations.NullMarked;
