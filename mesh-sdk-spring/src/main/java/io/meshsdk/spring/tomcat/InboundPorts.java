package io.meshsdk.spring.tomcat;

import io.meshsdk.engine.Inbound;

/** The way in of each port. */
@FunctionalInterface
public interface InboundPorts {
    Inbound of(int port);
}
