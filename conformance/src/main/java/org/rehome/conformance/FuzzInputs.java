package org.rehome.conformance;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URISyntaxException;
import java.net.URL;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.function.Consumer;
import java.util.stream.Stream;

/// Plays the inputs of a fuzz test without coverage: those that are kept, and for a while random changes of them.
/// CONTRIBUTING.md says where they are and how they are found.
public final class FuzzInputs {
    private static final int LONGEST = 4096;

    private final List<byte[]> kept = new ArrayList<>();

    private FuzzInputs() {}

    /// The inputs in the folder that the fuzz test's class and method name.
    public static FuzzInputs of(Class<?> fuzzTest, String method) {
        URL folder = fuzzTest.getResource(fuzzTest.getSimpleName() + "Inputs/" + method);
        if (folder == null) {
            throw new IllegalArgumentException("no inputs are kept for " + fuzzTest.getSimpleName() + "." + method);
        }
        FuzzInputs inputs = new FuzzInputs();
        try (Stream<Path> files = Files.list(Path.of(folder.toURI()))) {
            for (Path each : files.sorted().toList()) {
                inputs.kept.add(Files.readAllBytes(each));
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (URISyntaxException e) {
            throw new IllegalArgumentException(e);
        }
        return inputs;
    }

    /// Plays what is kept.
    public void replay(Consumer<byte[]> target) {
        kept.forEach(each -> play(each, target));
    }

    /// Plays random changes of what is kept, the same ones each time, for so long at most.
    ///
    /// @return how many
    public long vary(Duration limit, long seed, Consumer<byte[]> target) {
        Random random = new Random(seed);
        long end = System.nanoTime() + limit.toNanos();
        long played = 0;
        while (System.nanoTime() < end) {
            play(changed(random), target);
            played++;
        }
        return played;
    }

    private static void play(byte[] input, Consumer<byte[]> target) {
        try {
            target.accept(input);
        } catch (RuntimeException | AssertionError e) {
            throw new AssertionError(
                    "with the input " + java.util.HexFormat.of().formatHex(input), e);
        }
    }

    private byte[] changed(Random random) {
        byte[] input = one(random).clone();
        for (int i = random.nextInt(8); i >= 0; i--) {
            input = random.nextInt(3) == 0 ? spliced(input, one(random), random) : touched(input, random);
        }
        return input;
    }

    private byte[] one(Random random) {
        return kept.get(random.nextInt(kept.size()));
    }

    private static byte[] touched(byte[] input, Random random) {
        if (input.length > 0) {
            input[random.nextInt(input.length)] = (byte) random.nextInt();
        }
        return input;
    }

    /// The beginning of one, and the end of another.
    private static byte[] spliced(byte[] first, byte[] second, Random random) {
        int head = random.nextInt(first.length + 1);
        int tail = random.nextInt(second.length + 1);
        byte[] both = Arrays.copyOf(first, head + second.length - tail);
        System.arraycopy(second, tail, both, head, second.length - tail);
        return Arrays.copyOf(both, Math.min(both.length, LONGEST));
    }
}
