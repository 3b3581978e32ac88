/**
 * What the mesh says about itself, for operators.
 *
 * <p>Knows the report and Boot's actuator. Must not show a secret.
 */
@NullMarked
package io.meshsdk.spring.actuate;

import org.jspecify.annotations.NullMarked;
