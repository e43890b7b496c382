package org.rehome.benchmark.load;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.rehome.lab.certificate.LabAuthority;
import org.rehome.lab.certificate.LabIdentity;

/// The process of peers that open streams and send nothing. It says the PEM of its authority, in Base64 on a
/// line. Then, for each number that it reads, it opens or closes streams until there are so many, and says [#OPEN]
/// or what went wrong. It ends when its standard input does.
public final class IdleProcess {
    public static final String OPEN = "open";

    /// As many as handshake at a time.
    private static final int HANDSHAKES = 16;

    private final int port;
    private final String domain;
    private final List<LabIdentity> partners = new ArrayList<>();
    private final List<PartnerStream> open = new ArrayList<>();

    private IdleProcess(int port, String domain) {
        this.port = port;
        this.domain = domain;
    }

    /// The domain of one of them.
    public static String partner(int number) {
        return "partner" + number + ".test";
    }

    /// @param arguments the port of the server on 127.0.0.1, the domain that streams are opened to, and how many
    ///     partners open them
    public static void main(String[] arguments) throws Exception {
        PrintStream out = System.out;
        var authority = LabAuthority.create("Rehome benchmark");
        var process = new IdleProcess(Integer.parseInt(arguments[0]), arguments[1]);
        for (int i = 0; i < Integer.parseInt(arguments[2]); i++) {
            process.partners.add(authority.identity(partner(i)));
        }
        out.println(Base64.getEncoder().encodeToString(authority.pem().getBytes(StandardCharsets.UTF_8)));
        out.flush();
        try (var in = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8))) {
            for (String line = in.readLine(); line != null; line = in.readLine()) {
                out.println(process.become(Integer.parseInt(line)));
                out.flush();
            }
        }
        Runtime.getRuntime().halt(0);
    }

    private String become(int number) throws InterruptedException {
        while (open.size() > number) {
            open.removeLast().close();
        }
        List<Future<PartnerStream>> opening = new ArrayList<>();
        try (ExecutorService handshakes = Executors.newFixedThreadPool(HANDSHAKES)) {
            for (int i = open.size(); i < number; i++) {
                int partner = i % partners.size();
                opening.add(handshakes.submit(() -> open(partner)));
            }
        }
        String result = OPEN;
        for (Future<PartnerStream> each : opening) {
            try {
                open.add(each.get());
            } catch (ExecutionException e) {
                result = "a stream is not open: " + e.getCause();
            }
        }
        return result;
    }

    private PartnerStream open(int partner) throws IOException {
        return PartnerStream.open(port, partner(partner), domain, partners.get(partner));
    }
}
