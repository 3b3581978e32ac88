package io.meshsdk.samples.canary;

import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;

/** A canary release through the mesh, told in steps that are observed. */
@SpringBootApplication
public class CanaryApplication {
    public static void main(String[] args) {
        SpringApplication.run(CanaryApplication.class, args);
    }
}
