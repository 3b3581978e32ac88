/** That the benchmarks run. */
@NullMarked
package io.meshsdk.bench;

import org.jspecify.annotations.NullMarked;
