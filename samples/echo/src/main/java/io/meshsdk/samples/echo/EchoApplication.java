package io.meshsdk.samples.echo;

import java.util.Map;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.boot.webmvc.autoconfigure.error.ErrorMvcAutoConfiguration;
import org.springframework.context.annotation.Bean;
import org.springframework.core.Ordered;
import org.springframework.web.servlet.handler.SimpleUrlHandlerMapping;
import tools.jackson.databind.json.JsonMapper;

/** Answers any method and path with a JSON of what it saw; only {@code /actuator} is not an echo. */
// Without Boot's error page, which would take /error.
@SpringBootApplication(exclude = ErrorMvcAutoConfiguration.class)
public class EchoApplication {
    public static void main(String[] args) {
        SpringApplication.run(EchoApplication.class, args);
    }

    /** Not a controller: those do not take every method. */
    @Bean
    SimpleUrlHandlerMapping echo(@Value("${spring.application.name}") String service, JsonMapper json) {
        // Before the static resources, which take every path, too; after the actuator.
        return new SimpleUrlHandlerMapping(
                Map.of("/**", new EchoHandler(service, json)), Ordered.LOWEST_PRECEDENCE - 100);
    }
}
