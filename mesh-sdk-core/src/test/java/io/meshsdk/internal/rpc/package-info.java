@NullMarked
package io.meshsdk.internal.rpc;

import org.jspecify.annotations.NullMarked;
