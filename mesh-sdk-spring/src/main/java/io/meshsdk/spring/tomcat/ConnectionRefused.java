package io.meshsdk.spring.tomcat;

/** The mesh refuses a connection before a certificate was shown. Carried out of Tomcat's code, where it may throw no other. */
final class ConnectionRefused extends RuntimeException {
    private static final long serialVersionUID = 1L;

    ConnectionRefused(String why) {
        super(why, null, false, false);
    }
}
