@NullMarked
package io.meshsdk.internal.http;

import org.jspecify.annotations.NullMarked;
