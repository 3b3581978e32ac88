package io.meshsdk.check;

import java.util.List;

/**
 * What became of the configuration in one file.
 *
 * @param from the file
 * @param kind what it is, in words; empty where it is no configuration for a mesh
 * @param accepted resources, each with its type
 * @param rejected what is not taken; a bootstrap is refused as a whole
 * @param ignored what is taken without a part
 */
public record Linted(String from, String kind, List<String> accepted, List<Finding> rejected, List<Finding> ignored) {
    public Linted {
        accepted = List.copyOf(accepted);
        rejected = List.copyOf(rejected);
        ignored = List.copyOf(ignored);
    }

    /** Whether it is meant for a mesh at all. */
    public boolean isConfiguration() {
        return !kind.isEmpty();
    }

    /**
     * Something to tell.
     *
     * @param resource type and name; empty for the file itself
     * @param field path from the resource's root; may be empty
     */
    public record Finding(String resource, String field, String why) {
        @Override
        public String toString() {
            StringBuilder text = new StringBuilder(resource);
            if (!field.isEmpty()) {
                text.append(text.isEmpty() ? "" : ": ").append(field);
            }
            return text.append(text.isEmpty() ? "" : ": ").append(why).toString();
        }
    }
}
