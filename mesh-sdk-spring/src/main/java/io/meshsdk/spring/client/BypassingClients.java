package io.meshsdk.spring.client;

import java.util.ArrayList;
import java.util.List;
import org.springframework.beans.factory.ListableBeanFactory;
import org.springframework.http.client.AbstractClientHttpRequestFactoryWrapper;
import org.springframework.http.client.ClientHttpRequestFactory;
import org.springframework.util.ClassUtils;
import org.springframework.web.client.RestTemplate;

/** Clients of an application that do not ask the mesh, each in a sentence: what they send goes out past every policy. */
public final class BypassingClients {
    private static final String BALANCER = "it puts an address in place of the name before the mesh sees it: set"
            + " spring.cloud.loadbalancer.enabled=false";
    private static final List<Kind> KINDS = List.of(
            new Kind("org.springframework.cloud.client.loadbalancer.LoadBalancerClient", BALANCER),
            new Kind("org.springframework.cloud.client.loadbalancer.reactive.ReactiveLoadBalancer$Factory", BALANCER),
            new Kind("feign.Client", "it has an HTTP client of its own: use @ImportHttpServices"),
            new Kind(
                    "org.springframework.cloud.gateway.filter.NettyRoutingFilter",
                    "it has an HTTP client of its own: use the gateway on WebMVC"));
    private static final String REST_TEMPLATE = "org.springframework.web.client.RestTemplate";

    private BypassingClients() {}

    /** A type of bean, by its name, for it is mostly not there. */
    private record Kind(String type, String why) {}

    /** After the application's singletons were made: makes none. */
    public static List<String> of(ListableBeanFactory beans) {
        List<String> found = new ArrayList<>();
        ClassLoader loader = ClassUtils.getDefaultClassLoader();
        for (Kind kind : KINDS) {
            if (ClassUtils.isPresent(kind.type(), loader)) {
                for (String name :
                        beans.getBeanNamesForType(ClassUtils.resolveClassName(kind.type(), loader), true, false)) {
                    found.add("bean " + name + " (" + kind.type() + "): " + kind.why());
                }
            }
        }
        if (ClassUtils.isPresent(REST_TEMPLATE, loader)) {
            Templates.add(beans, found);
        }
        return found;
    }

    /** Apart, for its class may not be there. */
    private static final class Templates {
        static void add(ListableBeanFactory beans, List<String> found) {
            beans.getBeansOfType(RestTemplate.class, false, false).forEach((name, template) -> {
                ClientHttpRequestFactory factory = template.getRequestFactory();
                while (factory instanceof AbstractClientHttpRequestFactoryWrapper wrapper) {
                    factory = wrapper.getDelegate();
                }
                if (!(factory instanceof MeshRequestFactory)) {
                    found.add(
                            "bean " + name + " (" + REST_TEMPLATE + "): Boot did not make it: use RestTemplateBuilder");
                }
            });
        }
    }
}
