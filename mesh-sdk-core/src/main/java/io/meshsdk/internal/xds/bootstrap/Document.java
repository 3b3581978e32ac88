package io.meshsdk.internal.xds.bootstrap;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.api.lowlevel.Compose;
import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.NodeTuple;
import org.snakeyaml.engine.v2.nodes.ScalarNode;
import org.snakeyaml.engine.v2.nodes.SequenceNode;
import org.snakeyaml.engine.v2.nodes.Tag;
import org.snakeyaml.engine.v2.schema.CoreSchema;

/** YAML, and JSON as a part of it, as a tree that remembers its lines. */
public sealed interface Document {
    /** From 1. */
    int line();

    record Mapping(Map<String, Document> fields, int line) implements Document {}

    record Sequence(List<Document> elements, int line) implements Document {}

    /**
     * @param text as it is written, without quotes
     * @param json as JSON
     */
    record Scalar(String text, String json, int line) implements Document {}

    /**
     * @param from for messages: a file or a variable
     * @throws BootstrapException where it is neither
     */
    static Document parse(String text, String from) {
        if (text.length() > Reader.MAX_LENGTH) {
            throw new BootstrapException(from + ": has " + text.length() + " characters, and more than "
                    + Reader.MAX_LENGTH + " are not read" + Reader.WAY_OUT);
        }
        LoadSettings settings = LoadSettings.builder()
                .setLabel(from)
                .setSchema(new CoreSchema())
                .setCodePointLimit(Reader.MAX_LENGTH)
                .build();
        Document document;
        try {
            Node root = new Compose(settings).composeString(text).orElseThrow(() -> empty(from));
            document = new Reader(from).read(root, 0);
        } catch (StackOverflowError e) {
            // The parser of YAML calls itself for each level.
            throw new BootstrapException(from + Reader.TOO_DEEP, e);
        } catch (MarkedYamlEngineException e) {
            throw new BootstrapException(
                    from
                            + e.getProblemMark()
                                    .map(mark -> ":" + (mark.getLine() + 1))
                                    .orElse("") + ": is neither YAML nor JSON: " + problem(e),
                    e);
        } catch (YamlEngineException e) {
            throw new BootstrapException(from + ": is neither YAML nor JSON: " + e.getMessage(), e);
        }
        if (document instanceof Scalar scalar && scalar.json().equals("null")) {
            throw empty(from);
        }
        return document;
    }

    private static BootstrapException empty(String from) {
        return new BootstrapException(from + ": is empty; give a bootstrap");
    }

    private static String problem(MarkedYamlEngineException e) {
        String said = e.getProblem();
        return said.contains("'\\t(TAB)'") ? said + "; indent with spaces" : said;
    }

    /**
     * The line of what a path names, or of the deepest part of it that is there; 1 or more.
     *
     * @param path as {@code static_resources.clusters[0].name}, each field in one of its spellings
     */
    default int line(String path) {
        Document at = this;
        Matcher step = Reader.STEP.matcher(path);
        while (step.find()) {
            Document next = null;
            String index = step.group(1);
            if (at instanceof Sequence sequence && index != null && index.matches("[0-9]{1,9}")) {
                int i = Integer.parseInt(index);
                next = i < sequence.elements().size() ? sequence.elements().get(i) : null;
            } else if (at instanceof Mapping mapping) {
                String name = index == null ? step.group() : index;
                next = mapping.fields().entrySet().stream()
                        .filter(field -> field.getKey().equals(name)
                                || snake(field.getKey()).equals(name))
                        .findFirst()
                        .map(Map.Entry::getValue)
                        .orElse(null);
            }
            if (next == null) {
                break;
            }
            at = next;
        }
        return at.line();
    }

    /** A field in proto's spelling, from either. */
    static String snake(String name) {
        StringBuilder snake = new StringBuilder();
        for (char c : name.toCharArray()) {
            if (Character.isUpperCase(c)) {
                snake.append('_').append(Character.toLowerCase(c));
            } else {
                snake.append(c);
            }
        }
        return snake.toString();
    }

    /** As JSON. */
    default String json() {
        StringBuilder json = new StringBuilder();
        write(this, json);
        return json.toString();
    }

    private static void write(Document document, StringBuilder json) {
        if (document instanceof Scalar scalar) {
            json.append(scalar.json());
        } else if (document instanceof Sequence sequence) {
            String separator = "[";
            for (Document element : sequence.elements()) {
                json.append(separator);
                write(element, json);
                separator = ",";
            }
            json.append(sequence.elements().isEmpty() ? "[]" : "]");
        } else if (document instanceof Mapping mapping) {
            String separator = "{";
            for (Map.Entry<String, Document> field : mapping.fields().entrySet()) {
                json.append(separator).append(quoted(field.getKey())).append(':');
                write(field.getValue(), json);
                separator = ",";
            }
            json.append(mapping.fields().isEmpty() ? "{}" : "}");
        }
    }

    static String quoted(String text) {
        StringBuilder quoted = new StringBuilder(text.length() + 2).append('"');
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == '"' || c == '\\') {
                quoted.append('\\').append(c);
            } else if (c < ' ') {
                quoted.append(String.format("\\u%04x", (int) c));
            } else {
                quoted.append(c);
            }
        }
        return quoted.append('"').toString();
    }

    /** Nodes to documents. Aliases are written out, up to a limit. */
    final class Reader {
        /** A field, or what stands in brackets: an index or a key. */
        private static final Pattern STEP = Pattern.compile("\\[([^\\]]*)\\]|[^.\\[\\]]+");

        private static final int MAX_NODES = 1_000_000;
        /** Twenty times what snakeyaml would read of its own accord. */
        private static final int MAX_LENGTH = 64 << 20;
        /** Messages of protobuf may be nested 100 deep, and each may stand in a list. */
        private static final int MAX_DEPTH = 250;

        private static final String TOO_DEEP =
                ": is nested too deeply, more than " + MAX_DEPTH + " levels; nothing that a bootstrap may hold is";
        private static final String WAY_OUT =
                "; let the control plane send what it holds, or put it into files of their"
                        + " own (path_config_source)";
        private static final String NUMBER = "-?(0|[1-9][0-9]*)(\\.[0-9]+)?([eE][-+]?[0-9]+)?";

        private final String from;
        private int nodes;

        private Reader(String from) {
            this.from = from;
        }

        private Document read(Node node, int depth) {
            int line = node.getStartMark().map(mark -> mark.getLine() + 1).orElse(0);
            if (++nodes > MAX_NODES) {
                throw new BootstrapException(from + ":" + line + ": has more than " + MAX_NODES + " nodes" + WAY_OUT);
            }
            if (depth > MAX_DEPTH) {
                throw new BootstrapException(from + ":" + line + TOO_DEEP);
            }
            if (node instanceof MappingNode mapping) {
                return mapping(mapping, line, depth);
            }
            if (node instanceof SequenceNode sequence) {
                List<Document> elements = new ArrayList<>();
                sequence.getValue().forEach(element -> elements.add(read(element, depth + 1)));
                return new Sequence(elements, line);
            }
            return scalar((ScalarNode) node, line);
        }

        private Mapping mapping(MappingNode mapping, int line, int depth) {
            Map<String, Document> fields = new LinkedHashMap<>();
            for (NodeTuple tuple : mapping.getValue()) {
                int at = tuple.getKeyNode()
                        .getStartMark()
                        .map(mark -> mark.getLine() + 1)
                        .orElse(line);
                if (!(tuple.getKeyNode() instanceof ScalarNode key)) {
                    throw new BootstrapException(from + ":" + at + ": a key must be a text");
                }
                if (fields.put(key.getValue(), read(tuple.getValueNode(), depth + 1)) != null) {
                    throw new BootstrapException(
                            from + ":" + at + ": " + key.getValue() + " is given twice; leave one out");
                }
            }
            return new Mapping(fields, line);
        }

        private static Scalar scalar(ScalarNode scalar, int line) {
            String text = scalar.getValue();
            Tag tag = scalar.getTag();
            if (tag.equals(Tag.NULL)) {
                return new Scalar(text, "null", line);
            }
            if (tag.equals(Tag.BOOL)) {
                return new Scalar(text, text.toLowerCase(java.util.Locale.ROOT), line);
            }
            boolean number = (tag.equals(Tag.INT) || tag.equals(Tag.FLOAT)) && text.matches(NUMBER);
            return new Scalar(text, number ? text : quoted(text), line);
        }
    }
}
