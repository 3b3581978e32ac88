@NullMarked
package io.meshsdk.internal.xds.lastgood;

import org.jspecify.annotations.NullMarked;
