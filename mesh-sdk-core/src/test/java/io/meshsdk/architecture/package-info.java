/** The rules of ARCHITECTURE.md as tests, and proof that each can fail. */
@NullMarked
package io.meshsdk.architecture;

import org.jspecify.annotations.NullMarked;
