/** Which resource comes from where. */
@NullMarked
package io.meshsdk.internal.xds.source;

import org.jspecify.annotations.NullMarked;
