package org.rehome.benchmark.streams;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Base64;
import java.util.List;
import org.rehome.benchmark.load.IdleProcess;

/// The process of the peers, seen from here.
final class IdlePeers implements AutoCloseable {
    private final Process process;
    private final BufferedReader said;
    private final String authority;

    private IdlePeers(Process process, BufferedReader said, String authority) {
        this.process = process;
        this.said = said;
        this.authority = authority;
    }

    /// @param port of the server, on 127.0.0.1
    /// @param domain that streams are opened to
    static IdlePeers start(int port, String domain, int partners) throws IOException {
        List<String> command = List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx4g",
                "-XX:+UseSerialGC",
                "--enable-native-access=ALL-UNNAMED",
                "-cp",
                System.getProperty("java.class.path"),
                IdleProcess.class.getName(),
                Integer.toString(port),
                domain,
                Integer.toString(partners));
        Process process = new ProcessBuilder(command)
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        var said = new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
        String pem = new String(Base64.getDecoder().decode(line(said)), StandardCharsets.UTF_8);
        return new IdlePeers(process, said, pem);
    }

    /// The certificate of the authority of all partners, PEM.
    String authority() {
        return authority;
    }

    /// Opens or closes until there are so many streams.
    ///
    /// @return [IdleProcess#OPEN], or what went wrong
    String become(int streams) throws IOException {
        process.getOutputStream().write((streams + "\n").getBytes(StandardCharsets.US_ASCII));
        process.getOutputStream().flush();
        return line(said);
    }

    private static String line(BufferedReader said) throws IOException {
        String line = said.readLine();
        if (line == null) {
            throw new IOException("the process of the peers ended");
        }
        return line;
    }

    @Override
    public void close() {
        process.destroyForcibly();
    }
}
