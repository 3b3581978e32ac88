@NullMarked
package io.meshsdk.internal.resilience;

import org.jspecify.annotations.NullMarked;
