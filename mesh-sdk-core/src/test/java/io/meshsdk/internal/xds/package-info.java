/** What the parts that fetch resources share. */
@NullMarked
package io.meshsdk.internal.xds;

import org.jspecify.annotations.NullMarked;
