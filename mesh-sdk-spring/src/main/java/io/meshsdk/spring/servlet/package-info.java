/**
 * The inbound driver for servlets on Tomcat: asks the engine about each request, before the application sees it.
 *
 * <p>Knows Tomcat's valves, the servlet API and the engine's way in. Must not decide any policy.
 */
@NullMarked
package io.meshsdk.spring.servlet;

import org.jspecify.annotations.NullMarked;
