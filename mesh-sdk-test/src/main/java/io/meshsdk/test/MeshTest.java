package io.meshsdk.test;

import java.lang.annotation.ElementType;
import java.lang.annotation.Inherited;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * Gives a JUnit test class a {@link ControlPlane} and a {@link TestCa} as parameters of its constructor and methods. They
 * are made when first asked for, are the same for all tests of the class, and the control plane is closed after the last.
 *
 * <pre>{@code
 * @MeshTest
 * class OrdersTest {
 *     @Test
 *     void findsAnOrder(ControlPlane plane, TestCa ca) { … }
 * }
 * }</pre>
 */
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
@Inherited
@ExtendWith(MeshExtension.class)
public @interface MeshTest {}
