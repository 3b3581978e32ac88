package io.meshsdk.samples.canary.orders;

import org.springframework.boot.autoconfigure.SpringBootApplication;

/** The service that is released: an ordinary Spring Boot application. */
@SpringBootApplication
public class OrdersApplication {}
