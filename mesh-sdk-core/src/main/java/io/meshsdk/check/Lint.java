package io.meshsdk.check;

import io.meshsdk.internal.xds.Parsed;
import io.meshsdk.internal.xds.ads.AdsResponse;
import io.meshsdk.internal.xds.bootstrap.Bootstrap;
import io.meshsdk.internal.xds.bootstrap.BootstrapException;
import io.meshsdk.internal.xds.bootstrap.Document;
import io.meshsdk.internal.xds.bootstrap.GrpcBootstrap;
import io.meshsdk.internal.xds.bootstrap.wire.Bootstraps;
import io.meshsdk.internal.xds.bootstrap.wire.RecordedResponses;
import io.meshsdk.internal.xds.wire.MessageParser;
import io.meshsdk.model.Resource;
import io.meshsdk.model.ResourceType;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * Reads configuration as a mesh would, and says what it takes, refuses and leaves out: bootstraps of Envoy and of gRPC, and discovery
 * responses, serialised or as JSON. What a file is, is known by what is in it. Blocks on files.
 */
public final class Lint {
    private static final Set<String> ENVOY =
            Set.of("static_resources", "staticResources", "dynamic_resources", "dynamicResources");
    private static final Set<String> ENDINGS = Set.of(".json", ".yaml", ".yml", ".pb");

    private static final MessageParser PARSER = new MessageParser();

    private Lint() {}

    /**
     * The file, or those below the folder that may hold configuration, in the order of their names. JSON beside the same response
     * in bytes is left out.
     */
    public static List<Path> files(Path fileOrFolder) throws IOException {
        if (!Files.isDirectory(fileOrFolder)) {
            return List.of(fileOrFolder);
        }
        try (Stream<Path> below = Files.walk(fileOrFolder)) {
            return below.filter(Files::isRegularFile)
                    .filter(file -> ENDINGS.contains(ending(file)))
                    .filter(file -> !(ending(file).equals(".json") && Files.exists(bytesOf(file))))
                    .sorted()
                    .toList();
        }
    }

    public static Linted file(Path file) {
        try {
            return content(Files.readAllBytes(file), file.toString());
        } catch (IOException e) {
            return refused(file.toString(), "file", "cannot be read: " + e);
        }
    }

    /**
     * @param from for messages: a file
     */
    public static Linted content(byte[] content, String from) {
        Optional<String> text = text(content);
        try {
            if (text.isEmpty()) {
                return response(RecordedResponses.read(from, content), from);
            }
            return document(text.get(), from);
        } catch (BootstrapException e) {
            return refused(from, "file", without(from, e));
        }
    }

    private static Linted document(String text, String from) {
        Document document;
        try {
            document = Document.parse(text, from);
        } catch (BootstrapException e) {
            // Several documents in one file, and whatever else is no configuration of ours.
            return isMeantForUs(text) ? refused(from, "file", without(from, e)) : other(from);
        }
        if (GrpcBootstrap.is(document)) {
            return bootstrap(text, from, "bootstrap of gRPC");
        }
        if (document instanceof Document.Mapping mapping
                && mapping.fields().keySet().stream().anyMatch(ENVOY::contains)) {
            return bootstrap(text, from, "bootstrap of Envoy");
        }
        return RecordedResponses.is(document) ? response(RecordedResponses.read(from, document), from) : other(from);
    }

    private static boolean isMeantForUs(String text) {
        return ENVOY.stream().anyMatch(text::contains) || text.contains("xds_servers");
    }

    private static Linted bootstrap(String text, String from, String kind) {
        Bootstrap bootstrap;
        try {
            bootstrap = Bootstraps.text(text, from, PARSER);
        } catch (BootstrapException e) {
            return refused(from, kind, without(from, e));
        }
        return new Linted(
                from,
                kind,
                bootstrap.fixed().stream()
                        .map(resource -> named(resource.type(), resource.name()))
                        .toList(),
                List.of(),
                bootstrap.notes().stream()
                        .map(note -> new Linted.Finding("", note.field(), note.why()))
                        .toList());
    }

    private static Linted response(AdsResponse response, String from) {
        List<String> accepted = new ArrayList<>();
        List<Linted.Finding> rejected = new ArrayList<>();
        List<Linted.Finding> ignored = new ArrayList<>();
        for (AdsResponse.Item item : response.items()) {
            Optional<ResourceType> type = type(item.typeUrl());
            if (item.body().isEmpty()) {
                accepted.add("heartbeat of " + item.name());
            } else if (type.isEmpty()) {
                ignored.add(new Linted.Finding(item.name(), "", item.typeUrl() + " is not asked for by a mesh"));
            } else {
                Parsed parsed =
                        PARSER.parse(type.get(), item.name(), item.body().get());
                sort(type.get(), parsed, accepted, rejected, ignored);
            }
        }
        return new Linted(from, "discovery response", accepted, rejected, ignored);
    }

    private static void sort(
            ResourceType type,
            Parsed parsed,
            List<String> accepted,
            List<Linted.Finding> rejected,
            List<Linted.Finding> ignored) {
        if (parsed instanceof Parsed.Accepted taken) {
            Resource resource = taken.resource();
            accepted.add(named(type, resource.name()));
            taken.ignored()
                    .forEach(finding -> ignored.add(
                            new Linted.Finding(named(type, resource.name()), finding.field(), finding.why())));
        } else if (parsed instanceof Parsed.Rejected refused) {
            refused.why()
                    .forEach(finding -> rejected.add(
                            new Linted.Finding(named(type, refused.name()), finding.field(), finding.why())));
        }
    }

    private static String named(ResourceType type, String name) {
        return type.name().toLowerCase(Locale.ROOT).replace('_', ' ') + " " + name;
    }

    private static Optional<ResourceType> type(String url) {
        return Stream.of(ResourceType.values())
                .filter(type -> type.typeUrl().equals(url))
                .findFirst();
    }

    private static Linted refused(String from, String kind, String why) {
        return new Linted(from, kind, List.of(), List.of(new Linted.Finding("", "", why)), List.of());
    }

    private static Linted other(String from) {
        return new Linted(from, "", List.of(), List.of(), List.of());
    }

    /** The message, without the file that is named beside it anyway. */
    private static String without(String from, BootstrapException e) {
        String message = String.valueOf(e.getMessage());
        return message.startsWith(from + ": ") ? message.substring(from.length() + 2) : message;
    }

    /** Empty where the bytes are no text. */
    private static Optional<String> text(byte[] content) {
        for (byte b : content) {
            if (b >= 0 && b < ' ' && b != '\t' && b != '\n' && b != '\r') {
                return Optional.empty();
            }
        }
        try {
            return Optional.of(StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(content))
                    .toString());
        } catch (CharacterCodingException e) {
            return Optional.empty();
        }
    }

    private static Path bytesOf(Path json) {
        String name = json.getFileName().toString();
        return json.resolveSibling(name.substring(0, name.length() - ".json".length()) + ".pb");
    }

    private static String ending(Path file) {
        String name = file.getFileName().toString();
        int dot = name.lastIndexOf('.');
        return dot < 0 ? "" : name.substring(dot);
    }
}
