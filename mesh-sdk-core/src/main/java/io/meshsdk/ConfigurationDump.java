package io.meshsdk;

import io.meshsdk.internal.config.Configuration;
import io.meshsdk.internal.upstream.LiveEndpoint;
import io.meshsdk.internal.upstream.Upstream;
import io.meshsdk.internal.upstream.Upstreams;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** A mesh's configuration in force and what became of the rest, as values that {@link Json} writes, without secrets. */
final class ConfigurationDump {
    private ConfigurationDump() {}

    static Map<String, Object> of(MeshReport report, Configuration inForce, Upstreams upstreams) {
        Map<String, Object> dump = of(report);
        dump.put("listeners", Redacted.value(inForce.listeners()));
        dump.put("routes", Redacted.value(inForce.routes()));
        dump.put("clusters", Redacted.value(inForce.clusters()));
        Map<String, Object> endpoints = new TreeMap<>();
        inForce.clusters().keySet().forEach(name -> {
            Upstream upstream = upstreams.find(name);
            endpoints.put(name, upstream == null ? List.of() : endpoints(upstream));
        });
        dump.put("endpoints", endpoints);
        return dump;
    }

    /** Of what came, without what is in force. */
    static Map<String, Object> of(MeshReport report) {
        Map<String, Object> dump = new TreeMap<>();
        dump.put("server", report.server().orElse(""));
        dump.put("last_error", report.lastError().orElse(""));
        Map<String, Object> versions = new TreeMap<>();
        report.types().forEach((type, state) -> {
            Map<String, Object> entry = new TreeMap<>();
            entry.put("version", state.version());
            entry.put("resources", state.resources());
            entry.put("acks", state.acks());
            entry.put("nacks", state.nacks());
            versions.put(type.name(), entry);
        });
        dump.put("versions", versions);
        dump.put(
                "rejected",
                report.rejected().stream()
                        .map(finding ->
                                finding(finding.type().name(), finding.resource(), finding.field(), finding.why()))
                        .toList());
        dump.put(
                "ignored",
                report.ignored().stream()
                        .map(finding ->
                                finding(finding.type().name(), finding.resource(), finding.field(), finding.why()))
                        .toList());
        return dump;
    }

    private static Map<String, Object> finding(String type, String resource, String field, String why) {
        Map<String, Object> entry = new TreeMap<>();
        entry.put("type", type);
        entry.put("resource", resource);
        entry.put("field", field);
        entry.put("why", why);
        return entry;
    }

    private static List<Object> endpoints(Upstream upstream) {
        List<Object> endpoints = new ArrayList<>();
        for (LiveEndpoint endpoint : upstream.endpoints()) {
            Map<String, Object> entry = new TreeMap<>();
            entry.put("address", endpoint.address().toString());
            entry.put("hostname", endpoint.hostname());
            entry.put("locality", Redacted.value(endpoint.locality()));
            entry.put("active", endpoint.active());
            endpoints.add(entry);
        }
        return endpoints;
    }
}
