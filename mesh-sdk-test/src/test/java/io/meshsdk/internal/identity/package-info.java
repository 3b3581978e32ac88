/** Identity against a certificate authority of the test kit: what core's own tests cannot have. */
@org.jspecify.annotations.NullMarked
package io.meshsdk.internal.identity;
