/**
 * The mesh inside Tomcat: what a connection begins with decides which filter chain serves it, before a certificate is shown.
 *
 * <p>Knows Tomcat's NIO connector and the engine's way in. Must not decide any policy.
 */
@NullMarked
package io.meshsdk.spring.tomcat;

import org.jspecify.annotations.NullMarked;
