@NullMarked
package io.meshsdk.internal.balance;

import org.jspecify.annotations.NullMarked;
