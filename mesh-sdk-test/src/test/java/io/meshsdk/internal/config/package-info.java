@NullMarked
package io.meshsdk.internal.config;

import org.jspecify.annotations.NullMarked;
