/** The protocol over real sockets. */
@NullMarked
package io.meshsdk.internal.xds.ads.wire;

import org.jspecify.annotations.NullMarked;
