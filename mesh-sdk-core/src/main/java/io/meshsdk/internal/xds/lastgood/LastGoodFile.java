package io.meshsdk.internal.xds.lastgood;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.Set;

/**
 * The one file. Read only if nobody but this process's user could have written it; replaced as a whole or not at all. Blocks.
 *
 * @param maxAge since a control plane stood for the content
 */
public record LastGoodFile(Path path, Duration maxAge, long maxBytes) {
    public static final long MAX_BYTES = 64L << 20;

    private static final Set<PosixFilePermission> OWNERS =
            Set.of(PosixFilePermission.OWNER_READ, PosixFilePermission.OWNER_WRITE);
    private static final Duration CLOCK_SKEW = Duration.ofMinutes(5);
    private static final Path SELF = Path.of("/proc/self");

    /**
     * Empty where there is no file.
     *
     * @throws UnusableFileException where it must not be used, and why
     */
    public Optional<Content> read(Binding binding, Instant now) throws UnusableFileException {
        if (!Files.exists(path, LinkOption.NOFOLLOW_LINKS)) {
            return Optional.empty();
        }
        byte[] bytes;
        try {
            guard();
            bytes = Files.readAllBytes(path);
        } catch (IOException e) {
            throw new UnusableFileException("cannot be read: " + e);
        }
        Content content = Format.read(bytes);
        if (!content.binding().node().equals(binding.node())) {
            throw new UnusableFileException(
                    "is of node " + content.binding().node() + ", and this is " + binding.node());
        }
        if (!content.binding().controlPlane().equals(binding.controlPlane())) {
            throw new UnusableFileException("is of control plane "
                    + content.binding().controlPlane() + ", and this one is " + binding.controlPlane());
        }
        Duration age = Duration.between(content.written(), now);
        if (age.compareTo(maxAge) > 0) {
            throw new UnusableFileException(
                    "is too old: of " + content.written() + ", and at most " + maxAge + " count");
        }
        if (age.compareTo(CLOCK_SKEW.negated()) < 0) {
            throw new UnusableFileException("is of " + content.written() + ", which is yet to come: a clock is wrong");
        }
        return Optional.of(content);
    }

    private void guard() throws IOException, UnusableFileException {
        if (!Files.isRegularFile(path, LinkOption.NOFOLLOW_LINKS)) {
            throw new UnusableFileException("is no file of its own: a link or a directory is not followed");
        }
        if (Files.size(path) > maxBytes) {
            throw new UnusableFileException("is longer than " + maxBytes + " bytes");
        }
        if (isPosix()) {
            if (!isOwn()) {
                throw new UnusableFileException("is not owned by this process's user");
            }
            Set<PosixFilePermission> mode = Files.getPosixFilePermissions(path, LinkOption.NOFOLLOW_LINKS);
            if (!OWNERS.containsAll(mode)) {
                throw new UnusableFileException(
                        "has the mode " + PosixFilePermissions.toString(mode) + ": others may use it; make it 0600");
            }
        }
    }

    /** By number where that can be found out: a user in a container may have no name. */
    private boolean isOwn() throws IOException {
        if (Files.exists(SELF)) {
            return Files.getAttribute(path, "unix:uid", LinkOption.NOFOLLOW_LINKS)
                    .equals(Files.getAttribute(SELF, "unix:uid"));
        }
        return Files.getOwner(path, LinkOption.NOFOLLOW_LINKS).getName().equals(System.getProperty("user.name"));
    }

    /**
     * @throws UnusableFileException where it cannot be written, and why; a former file then stays
     */
    public void write(Content content) throws UnusableFileException {
        byte[] bytes = Format.write(content);
        if (bytes.length > maxBytes) {
            throw new UnusableFileException(
                    "is not written: " + bytes.length + " bytes are more than the " + maxBytes + " that are kept");
        }
        Path directory = path.toAbsolutePath().getParent();
        Path half = path.resolveSibling(path.getFileName() + ".tmp");
        try {
            if (directory != null) {
                Files.createDirectories(directory);
            }
            Files.deleteIfExists(half);
            writeNew(half, bytes);
            Files.move(half, path, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException e) {
            throw new UnusableFileException("cannot be written: " + e);
        }
    }

    /** Its own from the first byte on, and on the disk before the name is. */
    private static void writeNew(Path file, byte[] bytes) throws IOException {
        Set<StandardOpenOption> options = Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
        FileAttribute<?>[] attributes = isPosix()
                ? new FileAttribute<?>[] {PosixFilePermissions.asFileAttribute(OWNERS)}
                : new FileAttribute<?>[0];
        try (FileChannel channel = FileChannel.open(file, options, attributes)) {
            ByteBuffer from = ByteBuffer.wrap(bytes);
            while (from.hasRemaining()) {
                channel.write(from);
            }
            channel.force(true);
        }
    }

    private static boolean isPosix() {
        return SELF.getFileSystem().supportedFileAttributeViews().contains("unix");
    }
}
