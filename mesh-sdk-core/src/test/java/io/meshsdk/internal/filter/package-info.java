@NullMarked
package io.meshsdk.internal.filter;

import org.jspecify.annotations.NullMarked;
