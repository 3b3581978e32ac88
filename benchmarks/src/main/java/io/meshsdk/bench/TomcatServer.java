package io.meshsdk.bench;

import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import org.springframework.boot.Banner;
import org.springframework.boot.SpringBootConfiguration;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.web.servlet.ServletRegistrationBean;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;

/** A Boot application on Tomcat that answers with 1 KB, in a process of its own: with the mesh's starter or without. */
final class TomcatServer implements AutoCloseable {
    private final Process process;
    private final int port;

    private TomcatServer(Process process, int port) {
        this.process = process;
        this.port = port;
    }

    /**
     * @param properties the application's; they go by standard input, since keys may be among them
     * @param core the one it is pinned to
     */
    static TomcatServer start(Map<String, String> properties, OptionalInt core) throws IOException {
        List<String> command = new ArrayList<>();
        if (core.isPresent()) {
            command.addAll(List.of("taskset", "-c", Integer.toString(core.getAsInt())));
        }
        command.addAll(List.of(
                ProcessHandle.current().info().command().orElse("java"),
                "-cp",
                System.getProperty("java.class.path"),
                TomcatServer.class.getName()));
        Process process = new ProcessBuilder(command)
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        DataOutputStream out = new DataOutputStream(process.getOutputStream());
        out.writeInt(properties.size());
        for (Map.Entry<String, String> property : properties.entrySet()) {
            out.writeUTF(property.getKey());
            out.writeUTF(property.getValue());
        }
        out.flush();
        DataInputStream in = new DataInputStream(process.getInputStream());
        return new TomcatServer(process, in.readInt());
    }

    int port() {
        return port;
    }

    /** What the process has used up; the system counts in hundredths of a second. */
    Duration cpu() {
        return process.toHandle().info().totalCpuDuration().orElseThrow();
    }

    @Override
    public void close() {
        process.destroy();
    }

    /** The server's process. It ends when its standard input does. */
    public static void main(String[] none) throws IOException {
        // What is logged must not come between the port and its reader.
        DataOutputStream out = new DataOutputStream(System.out);
        System.setOut(System.err);
        DataInputStream in = new DataInputStream(System.in);
        Map<String, Object> properties = new HashMap<>();
        for (int left = in.readInt(); left > 0; left--) {
            properties.put(in.readUTF(), in.readUTF());
        }
        try (ConfigurableApplicationContext context = new SpringApplicationBuilder(Application.class)
                .bannerMode(Banner.Mode.OFF)
                .properties(properties)
                .run()) {
            out.writeInt(context.getEnvironment().getRequiredProperty("local.server.port", Integer.class));
            out.flush();
            while (in.read() >= 0) {
                // Until the client's process closes it, or ends.
            }
        }
    }

    @SpringBootConfiguration(proxyBeanMethods = false)
    @EnableAutoConfiguration
    static class Application {
        @Bean
        ServletRegistrationBean<Hello> hello() {
            return new ServletRegistrationBean<>(new Hello(), "/*");
        }
    }

    private static final class Hello extends HttpServlet {
        private static final long serialVersionUID = 1;
        private static final byte[] BODY = "x".repeat(HelloServer.BODY_BYTES).getBytes(StandardCharsets.US_ASCII);

        @Override
        protected void doGet(HttpServletRequest request, HttpServletResponse response) throws IOException {
            response.setContentType("text/plain");
            response.setContentLength(BODY.length);
            response.getOutputStream().write(BODY);
        }
    }
}
