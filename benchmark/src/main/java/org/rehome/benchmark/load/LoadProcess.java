package org.rehome.benchmark.load;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.util.concurrent.CountDownLatch;
import org.rehome.lab.certificate.LabIdentity;

/// The generator's process. Its argument is the file of its [Job]; on its standard output it says, a line
/// each, [#READY] when messages can come out, [#SATURATED] when saturation begins to be measured, and its
/// [Outcome] as JSON. It begins when it reads a line, and ends when its standard input does.
public final class LoadProcess {
    public static final String READY = "ready";
    public static final String SATURATED = "saturated";
    public static final ObjectMapper JSON = new ObjectMapper();

    private static final int ABANDONED = 3;

    private LoadProcess() {}

    public static void main(String[] arguments) throws Exception {
        PrintStream out = System.out;
        Outcome outcome = work(JSON.readValue(Path.of(arguments[0]).toFile(), Job.class), out);
        out.println(JSON.writerFor(Outcome.class).writeValueAsString(outcome));
        out.flush();
        System.exit(0);
    }

    private static Outcome work(Job job, PrintStream out) throws InterruptedException {
        var begin = new CountDownLatch(1);
        Thread.ofPlatform().daemon().name("parent").start(() -> listen(begin));
        try (var run = new LoadRun(job, identity(job))) {
            run.openSink();
            out.println(READY);
            begin.await();
            return run.measure(() -> out.println(SATURATED));
        } catch (IOException | GeneralSecurityException e) {
            return new Outcome.Invalid(e.toString());
        }
    }

    private static void listen(CountDownLatch begin) {
        try (var in = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8))) {
            while (in.readLine() != null) {
                begin.countDown();
            }
        } catch (IOException e) {
            System.err.println("rehome: the generator hears nothing from its parent: " + e);
        }
        Runtime.getRuntime().halt(ABANDONED);
    }

    private static LabIdentity identity(Job job) throws IOException, GeneralSecurityException {
        char[] password = job.identityPassword().toCharArray();
        KeyStore store = KeyStore.getInstance("PKCS12");
        try (var in = Files.newInputStream(Path.of(job.identity()))) {
            store.load(in, password);
        }
        return LabIdentity.of(store, password);
    }
}
