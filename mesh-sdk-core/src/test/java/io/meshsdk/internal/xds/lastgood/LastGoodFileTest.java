package io.meshsdk.internal.xds.lastgood;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assumptions.assumeThat;

import com.google.protobuf.ByteString;
import io.meshsdk.model.ResourceType;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LastGoodFileTest {
    private static final Instant NOW = Instant.parse("2026-01-02T03:04:05Z");
    private static final Binding BINDING = new Binding("n of c", "xds[127.0.0.1:1]");
    private static final Content CONTENT = new Content(
            BINDING,
            NOW,
            List.of(
                    new Kept(ResourceType.CLUSTER, "orders", ByteString.copyFromUtf8("c")),
                    new Kept(ResourceType.LISTENER, "é", ByteString.EMPTY)));

    @TempDir
    Path directory;

    private LastGoodFile file;

    @BeforeEach
    void name() {
        file = new LastGoodFile(directory.resolve("new").resolve("last-good"), Duration.ofHours(24), 10_000);
    }

    @Test
    void whatIsWrittenIsReadAgain() throws Exception {
        assertThat(file.read(BINDING, NOW)).isEmpty();
        file.write(CONTENT);
        assertThat(file.read(BINDING, NOW)).contains(CONTENT);
        assertThat(file.read(BINDING, NOW.plus(Duration.ofHours(24)))).contains(CONTENT);
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file.path())))
                .isEqualTo("rw-------");
    }

    @Test
    void aFileThatEndsTooEarlyIsNotUsedWhereverItEnds() throws Exception {
        file.write(CONTENT);
        byte[] whole = Files.readAllBytes(file.path());
        for (int length = 0; length < whole.length; length++) {
            replace(java.util.Arrays.copyOf(whole, length));
            assertThatThrownBy(() -> file.read(BINDING, NOW)).isInstanceOf(UnusableFileException.class);
        }
    }

    @Test
    void aFileWithAnyByteChangedIsNotUsed() throws Exception {
        file.write(CONTENT);
        byte[] whole = Files.readAllBytes(file.path());
        for (int i = 0; i < whole.length; i++) {
            byte[] changed = whole.clone();
            changed[i] ^= 0x10;
            replace(changed);
            assertThatThrownBy(() -> file.read(BINDING, NOW)).isInstanceOf(UnusableFileException.class);
        }
    }

    @Test
    void garbageIsNotUsed() throws Exception {
        file.write(CONTENT);
        Random random = new Random(7);
        for (int i = 0; i < 500; i++) {
            byte[] garbage = new byte[random.nextInt(200)];
            random.nextBytes(garbage);
            replace(garbage);
            assertThatThrownBy(() -> file.read(BINDING, NOW))
                    .isInstanceOf(UnusableFileException.class)
                    .hasMessage("is not of this version's format");
        }
    }

    @Test
    void aFileForAnotherIsNotUsed() throws Exception {
        file.write(CONTENT);
        refused(new Binding("m of c", BINDING.controlPlane()), NOW, "is of node n of c, and this is m of c");
        refused(
                new Binding(BINDING.node(), "other"),
                NOW,
                "is of control plane xds[127.0.0.1:1], and this one is other");
    }

    @Test
    void aFileThatIsTooOldOrYetToComeIsNotUsed() throws Exception {
        file.write(CONTENT);
        refused(BINDING, NOW.plus(Duration.ofHours(24)).plusMillis(1), "is too old: of 2026-01-02T03:04:05Z");
        refused(BINDING, NOW.minus(Duration.ofMinutes(6)), "which is yet to come");
    }

    @ParameterizedTest
    @ValueSource(strings = {"rw-r-----", "rw--w----", "rw----r--", "rwx------"})
    void aFileThatIsOpenToOthersIsNotUsed(String mode) throws Exception {
        file.write(CONTENT);
        Files.setPosixFilePermissions(file.path(), PosixFilePermissions.fromString(mode));
        refused(BINDING, NOW, "make it 0600");
    }

    @Test
    void aLinkIsNotFollowed() throws Exception {
        file.write(CONTENT);
        Path target = Files.move(file.path(), directory.resolve("elsewhere"));
        Files.createSymbolicLink(file.path(), target);
        refused(BINDING, NOW, "a link or a directory is not followed");
    }

    @Test
    void aFileOfAnotherUserIsNotUsed() throws Exception {
        assumeThat(Files.getAttribute(Path.of("/proc/self"), "unix:uid")).isEqualTo(0);
        file.write(CONTENT);
        Files.setAttribute(file.path(), "unix:uid", 12_345);
        refused(BINDING, NOW, "is not owned by this process's user");
    }

    @Test
    void whatIsTooLargeIsNotWrittenAndTheFormerStays() throws Exception {
        file.write(CONTENT);
        Content large = new Content(
                BINDING, NOW, List.of(new Kept(ResourceType.CLUSTER, "large", ByteString.copyFrom(new byte[20_000]))));
        assertThatThrownBy(() -> file.write(large)).hasMessageContaining("more than the 10000 that are kept");
        assertThat(file.read(BINDING, NOW)).contains(CONTENT);

        replace(new byte[10_001]);
        refused(BINDING, NOW, "is longer than 10000 bytes");
    }

    @Test
    void aPlaceThatCannotBeWrittenIsNamed() throws Exception {
        Path blocked = Files.writeString(directory.resolve("a-file"), "");
        assertThatThrownBy(() ->
                        new LastGoodFile(blocked.resolve("last-good"), Duration.ofHours(1), 10_000).write(CONTENT))
                .isInstanceOf(UnusableFileException.class)
                .hasMessageContaining("cannot be written");
    }

    private void refused(Binding binding, Instant now, String why) {
        assertThatThrownBy(() -> file.read(binding, now))
                .isInstanceOf(UnusableFileException.class)
                .hasMessageContaining(why);
    }

    private void replace(byte[] content) throws IOException {
        Files.write(file.path(), content);
    }
}
