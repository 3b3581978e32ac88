@NullMarked
package io.meshsdk.internal.telemetry;

import org.jspecify.annotations.NullMarked;
