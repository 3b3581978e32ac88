/** Boot's HTTP clients over a real mesh: a control plane in this JVM, and upstreams on sockets. */
@NullMarked
package io.meshsdk.spring.client;

import org.jspecify.annotations.NullMarked;
