/** The protocol, told by tables and by a scripted server. */
@NullMarked
package io.meshsdk.internal.xds.ads;

import org.jspecify.annotations.NullMarked;
