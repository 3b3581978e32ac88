@NullMarked
package io.meshsdk;

import org.jspecify.annotations.NullMarked;
