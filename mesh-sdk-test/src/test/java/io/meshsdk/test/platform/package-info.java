/** What the platform under the mesh must give: knows Netty and nothing of the mesh. */
@NullMarked
package io.meshsdk.test.platform;

import org.jspecify.annotations.NullMarked;
