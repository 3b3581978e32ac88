@NullMarked
package io.meshsdk.internal.route;

import org.jspecify.annotations.NullMarked;
