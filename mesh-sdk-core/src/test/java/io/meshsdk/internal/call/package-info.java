@NullMarked
package io.meshsdk.internal.call;

import org.jspecify.annotations.NullMarked;
