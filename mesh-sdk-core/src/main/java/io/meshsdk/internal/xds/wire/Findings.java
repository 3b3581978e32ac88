package io.meshsdk.internal.xds.wire;

import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.Message;
import com.google.protobuf.UnknownFieldSet;
import io.meshsdk.model.ResourceType;
import io.meshsdk.spi.Finding;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Walks a resource that was read and says what was refused, or else every field that is set and was not heeded. */
final class Findings {
    /** A resource may repeat one field ten thousand times; a report need not. */
    private static final int MOST = 1000;

    private final ResourceType type;
    private final String resource;
    private final Reading reading;

    private Findings(ResourceType type, String resource, Reading reading) {
        this.type = type;
        this.resource = resource;
        this.reading = reading;
    }

    static List<Finding.Rejected> rejected(ResourceType type, String resource, Message root, Reading reading) {
        Findings findings = new Findings(type, resource, reading);
        List<Finding.Rejected> found = new ArrayList<>();
        Map<Message, List<Reading.Refusal>> open = new IdentityHashMap<>(reading.refusals());
        findings.refusals(root, "", open, found);
        // What is refused for being absent has no place of its own.
        open.forEach((message, refusals) -> refusals.forEach(refusal -> found.add(new Finding.Rejected(
                type, resource, join(message.getDescriptorForType().getName(), refusal.field()), refusal.why()))));
        return found;
    }

    static List<Finding.Ignored> ignored(ResourceType type, String resource, Message root, Reading reading) {
        List<Finding.Ignored> found = new ArrayList<>();
        new Findings(type, resource, reading).leftOut(root, "", found);
        return found;
    }

    private void refusals(
            Message message, String path, Map<Message, List<Reading.Refusal>> open, List<Finding.Rejected> found) {
        List<Reading.Refusal> here = open.remove(message);
        if (here != null) {
            for (Reading.Refusal refusal : here) {
                found.add(new Finding.Rejected(type, resource, join(path, refusal.field()), refusal.why()));
            }
        }
        if (open.isEmpty()) {
            return;
        }
        children(message, path, (child, at, field, local) -> refusals(child, at, open, found));
    }

    private void leftOut(Message message, String path, List<Finding.Ignored> found) {
        Optional<Message> content = reading.content(message);
        if (content.isPresent()) {
            leftOut(content.get(), path, found);
            return;
        }
        Set<String> read = reading.fieldsRead(message).orElse(Set.of());
        Map<String, String> told = reading.ignoredIn(message);
        for (FieldDescriptor field : reading.fields(message).keySet()) {
            String name = field.getName();
            if (told.containsKey(name)) {
                add(join(path, name), told.get(name), found);
            } else if (!read.contains(name)) {
                add(join(path, name), "not supported", found);
            }
        }
        for (Map.Entry<Integer, UnknownFieldSet.Field> unknown :
                message.getUnknownFields().asMap().entrySet()) {
            add(join(path, "field " + unknown.getKey()), "not known", found);
        }
        told.forEach((name, why) -> {
            if (name.indexOf('[') >= 0) {
                add(join(path, name), why, found);
            }
        });
        children(message, path, (child, at, field, local) -> {
            if (told.containsKey(field) || told.containsKey(local) || !read.contains(field)) {
                return;
            }
            if (reading.fieldsRead(child).isPresent() || reading.content(child).isPresent()) {
                leftOut(child, at, found);
            } else if (!isValue(child) && !isEmpty(child)) {
                add(at, "not supported", found);
            }
        });
    }

    private void add(String path, String why, List<Finding.Ignored> found) {
        if (found.size() < MOST) {
            found.add(new Finding.Ignored(type, resource, path, why));
        }
    }

    private interface Visit {
        /**
         * @param local the place within the parent: {@code field}, with an index where there is one
         */
        void child(Message child, String at, String field, String local);
    }

    private void children(Message message, String path, Visit visit) {
        Optional<Message> content = reading.content(message);
        if (content.isPresent()) {
            visit.child(content.get(), path, "value", "value");
            return;
        }
        for (Map.Entry<FieldDescriptor, Object> entry : reading.fields(message).entrySet()) {
            FieldDescriptor field = entry.getKey();
            if (field.getJavaType() != FieldDescriptor.JavaType.MESSAGE) {
                continue;
            }
            String name = field.getName();
            if (field.isMapField()) {
                mapEntries((List<?>) entry.getValue(), path, name, visit);
            } else if (field.isRepeated()) {
                List<?> list = (List<?>) entry.getValue();
                for (int i = 0; i < list.size(); i++) {
                    String local = name + "[" + i + "]";
                    visit.child((Message) list.get(i), join(path, local), name, local);
                }
            } else {
                visit.child((Message) entry.getValue(), join(path, name), name, name);
            }
        }
    }

    private static void mapEntries(List<?> entries, String path, String name, Visit visit) {
        for (Object entry : entries) {
            Message pair = (Message) entry;
            FieldDescriptor key = pair.getDescriptorForType().findFieldByNumber(1);
            FieldDescriptor value = pair.getDescriptorForType().findFieldByNumber(2);
            if (value.getJavaType() == FieldDescriptor.JavaType.MESSAGE) {
                String local = name + "[" + pair.getField(key) + "]";
                visit.child((Message) pair.getField(value), join(path, local), name, local);
            }
        }
    }

    /** Messages that are read as a whole: wrappers, durations, structures. */
    private static boolean isValue(Message message) {
        String name = message.getDescriptorForType().getFullName();
        return name.startsWith("google.protobuf.") && !name.equals("google.protobuf.Any");
    }

    private static boolean isEmpty(Message message) {
        return message.getAllFields().isEmpty()
                && message.getUnknownFields().asMap().isEmpty();
    }

    private static String join(String path, String field) {
        if (path.isEmpty() || field.isEmpty()) {
            return path + field;
        }
        return path + "." + field;
    }
}
