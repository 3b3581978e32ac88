/** The way in, over sockets: a real Tomcat, real TLS, and an engine that answers as the test says. */
@NullMarked
package io.meshsdk.spring.inbound;

import org.jspecify.annotations.NullMarked;
