@NullMarked
package io.meshsdk.internal.match;

import org.jspecify.annotations.NullMarked;
