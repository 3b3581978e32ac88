/** The xDS client of the core against the control plane of this module, over sockets. */
@NullMarked
package io.meshsdk.internal.xds.live;

import org.jspecify.annotations.NullMarked;
