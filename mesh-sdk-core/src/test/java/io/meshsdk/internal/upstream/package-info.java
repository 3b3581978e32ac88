@NullMarked
package io.meshsdk.internal.upstream;

import org.jspecify.annotations.NullMarked;
