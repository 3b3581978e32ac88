package io.meshsdk.spring;

import java.lang.reflect.RecordComponent;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.springframework.boot.context.properties.bind.DataObjectPropertyName;
import org.springframework.boot.context.properties.source.ConfigurationPropertyName;
import org.springframework.boot.context.properties.source.ConfigurationPropertySource;
import org.springframework.boot.context.properties.source.ConfigurationPropertySources;
import org.springframework.boot.context.properties.source.IterableConfigurationPropertySource;
import org.springframework.core.env.ConfigurableEnvironment;
import org.springframework.core.env.Environment;
import org.springframework.core.env.SystemEnvironmentPropertySource;

/**
 * The properties under {@code mesh} that somebody has set.
 *
 * @param known those that there are, without the ones that say whether there is a mesh at all
 * @param unknown those that there are not, each with the place where it was read; not those of the process's environment, where
 *     Kubernetes writes MESH_SERVICE_HOST for a service called mesh
 */
record MeshKeys(List<String> known, List<Unknown> unknown) {
    private static final ConfigurationPropertyName ROOT = ConfigurationPropertyName.of("mesh");
    private static final List<ConfigurationPropertyName> SWITCHES =
            names("mesh.enabled", "mesh.required", "mesh.bootstrap");
    private static final List<ConfigurationPropertyName> ALL = all(ROOT, MeshProperties.class);

    record Unknown(String name, String place) {}

    static MeshKeys of(Environment environment) {
        List<String> known = new ArrayList<>();
        List<Unknown> unknown = new ArrayList<>();
        if (environment instanceof ConfigurableEnvironment sources) {
            for (ConfigurationPropertySource source : ConfigurationPropertySources.from(sources.getPropertySources())) {
                if (source instanceof IterableConfigurationPropertySource all) {
                    all.stream().filter(ROOT::isAncestorOf).forEach(name -> {
                        if (ALL.stream().anyMatch(one -> one.equals(name) || isElement(name, one))) {
                            if (!SWITCHES.contains(name)) {
                                known.add(name.toString());
                            }
                        } else if (!(source.getUnderlyingSource() instanceof SystemEnvironmentPropertySource)) {
                            unknown.add(new Unknown(name.toString(), place(source, name)));
                        }
                    });
                }
            }
        }
        return new MeshKeys(known, unknown);
    }

    /** The property that somebody meant who misspelt one. */
    static Optional<String> meant(String name) {
        return ALL.stream()
                .map(ConfigurationPropertyName::toString)
                .filter(one -> distance(one, name) <= 2)
                .findFirst();
    }

    private static boolean isElement(ConfigurationPropertyName name, ConfigurationPropertyName list) {
        return name.isLastElementIndexed() && list.isParentOf(name);
    }

    private static String place(ConfigurationPropertySource source, ConfigurationPropertyName name) {
        return Optional.ofNullable(source.getConfigurationProperty(name))
                .map(property -> String.valueOf(property.getOrigin()))
                .orElseGet(() -> String.valueOf(source.getUnderlyingSource()));
    }

    private static List<ConfigurationPropertyName> all(ConfigurationPropertyName at, Class<?> properties) {
        List<ConfigurationPropertyName> names = new ArrayList<>();
        for (RecordComponent component : properties.getRecordComponents()) {
            ConfigurationPropertyName name = at.append(DataObjectPropertyName.toDashedForm(component.getName()));
            if (component.getType().isRecord()) {
                names.addAll(all(name, component.getType()));
            } else {
                names.add(name);
            }
        }
        return names;
    }

    private static List<ConfigurationPropertyName> names(String... names) {
        return Arrays.stream(names).map(ConfigurationPropertyName::of).toList();
    }

    /** Levenshtein's. */
    private static int distance(String a, String b) {
        int[] row = new int[b.length() + 1];
        for (int j = 0; j <= b.length(); j++) {
            row[j] = j;
        }
        for (int i = 1; i <= a.length(); i++) {
            int diagonal = row[0];
            row[0] = i;
            for (int j = 1; j <= b.length(); j++) {
                int replaced = diagonal + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
                diagonal = row[j];
                row[j] = Math.min(replaced, 1 + Math.min(row[j], row[j - 1]));
            }
        }
        return row[b.length()];
    }
}
