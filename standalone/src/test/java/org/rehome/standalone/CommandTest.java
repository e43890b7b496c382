package org.rehome.standalone;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.rehome.benchmark.BenchmarkOptions;
import org.rehome.benchmark.load.Job;
import org.rehome.benchmark.moves.MovesOptions;
import org.rehome.benchmark.server.Contender;
import org.rehome.benchmark.streams.StreamsOptions;
import org.rehome.lab.demo.Order;

@DisplayName("The command line")
class CommandTest {
    private static final Path ROOT = Path.of("/checkout");

    @Test
    @DisplayName("has the standard ports and the checkout's data folder without options")
    void standard() {
        assertThat(parse("up")).isEqualTo(new Command.Up(SuiteSettings.of(ROOT, ROOT.resolve(".rehome"))));
    }

    @Test
    @DisplayName("takes values after a space and after an equals sign")
    void values() {
        var wanted = SuiteSettings.of(ROOT, Path.of("here")).withPort(SuitePort.S2S, 15269);
        assertThat(parse("up --data here --s2s-port 15269")).isEqualTo(new Command.Up(wanted));
        assertThat(parse("up --data=here --s2s-port=15269")).isEqualTo(new Command.Up(wanted));
    }

    @Test
    @DisplayName("shifts all ports but those that are named")
    void offset() {
        assertThat(parse("up --kafka-port 9000 --port-offset 100")).isInstanceOfSatisfying(Command.Up.class, up -> {
            assertThat(up.settings().ports())
                    .containsEntry(SuitePort.EDGE, 8181)
                    .containsEntry(SuitePort.DNS, 5400)
                    .containsEntry(SuitePort.KAFKA, 9000);
        });
    }

    @Test
    @DisplayName("knows whom to ask about partners")
    void resolver() {
        assertThat(parse("up --resolver suite")).isInstanceOfSatisfying(Command.Up.class, up -> assertThat(
                        up.settings().resolver().address(5300))
                .contains("127.0.0.1:5300"));
        assertThat(parse("up --resolver 192.0.2.53:53")).isInstanceOfSatisfying(Command.Up.class, up -> assertThat(
                        up.settings().resolver().address(5300))
                .contains("192.0.2.53:53"));
    }

    @Test
    @DisplayName("measures everything three times if nothing else is said")
    void bench() {
        assertThat(parse("bench")).isEqualTo(new Command.Bench(ROOT, BenchmarkOptions.DEFAULTS));
        assertThat(
                        parse(
                                "bench --systems prosody,rehome --rounds 1 --warm-up=0 --seconds 5 --report r --profile p --per-record 1"))
                .isEqualTo(new Command.Bench(
                        ROOT,
                        new BenchmarkOptions(
                                List.of(Contender.PROSODY, Contender.REHOME),
                                1,
                                new Job.Load(64, 16_000, 0, 5, 1_000, 1),
                                Optional.of(Path.of("r")),
                                Optional.of(Path.of("p")))));
    }

    @ParameterizedTest(name = "{0} -> {1} {2}")
    @CsvSource({
        "demo, true, FACADE",
        "demo --order seed, true, SEED",
        "demo --order=facade --pools hook, true, FACADE",
        "demo --pools component, false, SEED",
    })
    @DisplayName("points DNS to the facade first where pools have hooks, if nothing else is said")
    void demo(String line, boolean hooks, Order order) {
        assertThat(parse(line)).isInstanceOfSatisfying(Command.Demo.class, demo -> {
            assertThat(demo.options().hooks()).isEqualTo(hooks);
            assertThat(demo.options().order()).isEqualTo(order);
        });
    }

    @Test
    @DisplayName("measures idle streams where that is asked for")
    void benchStreams() {
        assertThat(parse("bench --report r --streams=5000"))
                .isEqualTo(new Command.BenchStreams(ROOT, new StreamsOptions(5_000, Optional.of(Path.of("r")))));
    }

    @Test
    @DisplayName("measures moves where that is asked for")
    void benchMoves() {
        assertThat(parse("bench --moves"))
                .isEqualTo(new Command.BenchMoves(ROOT, Optional.empty(), MovesOptions.DEFAULTS));
        assertThat(parse("bench --users=500 --moves --rate 10 --pools hook --report r --data d"))
                .isEqualTo(new Command.BenchMoves(
                        ROOT, Optional.of(Path.of("d")), new MovesOptions(500, 10, true, Optional.of(Path.of("r")))));
    }

    @Test
    @DisplayName("knows how long chaos shall last, and by which seed")
    void chaos() {
        assertThat(parse("chaos --minutes 1.5 --seed=42 --users 6 --instances 2 --pools hook --report r.json --data d"))
                .isInstanceOfSatisfying(Command.Chaos.class, chaos -> {
                    assertThat(chaos.options().length()).isEqualTo(Duration.ofSeconds(90));
                    assertThat(chaos.options().seed()).isEqualTo(42);
                    assertThat(chaos.options().organisation().users()).isEqualTo(6);
                    assertThat(chaos.options().organisation().instances()).isEqualTo(2);
                    assertThat(chaos.options().organisation().hooks()).isTrue();
                    assertThat(chaos.options().organisation().report()).contains(Path.of("r.json"));
                    assertThat(chaos.data()).contains(Path.of("d"));
                });
        assertThat(parse("chaos")).isInstanceOfSatisfying(Command.Chaos.class, chaos -> assertThat(
                        chaos.options().organisation().hooks())
                .isFalse());
    }

    @ParameterizedTest(name = "{0} -> {1}")
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '"',
            value = {
                "|no command",
                "down|unknown command 'down'",
                "chaos --minutes|--minutes needs a value",
                "chaos --minutes soon|--minutes wants a number such as 10 or 1.5, not 'soon'",
                "chaos --minutes 0.1|--minutes makes PT6S: from 10 seconds to a day",
                "chaos --seed -1|--seed wants a number, not '-1'",
                "chaos --users many|--users wants a number, not 'many'",
                "demo --instances 4|--instances 4: from 1 to 3",
                "demo --switches 0|--switches 0: from 1 to 200",
                "demo --order last|--order wants facade or seed, not 'last'",
                "demo --pools component --order facade|--order facade needs pools with hooks: --pools hook",
                "demo --pools none|--pools wants hook or component, not 'none'",
                "chaos --pools none|--pools wants hook or component, not 'none'",
                "chaos --instances 3|--instances 3: from 1 to 2",
                "chaos --rate 0|--rate 0: from 1 to 2000",
                "chaos --fast 1|unknown option '--fast'",
                "up --fast|unknown option '--fast'",
                "up now|unknown option 'now'",
                "up --data|--data needs a value",
                "up --data=|--data needs a value",
                "up --edge-port http|--edge-port wants a port from 1 to 65535, not 'http'",
                "up --edge-port 0|--edge-port wants a port from 1 to 65535, not '0'",
                "up --edge-port 65536|--edge-port wants a port from 1 to 65535, not '65536'",
                "up --port-offset -1|--port-offset wants a number from 0 to 50000, not '-1'",
                "up --port-offset 50001|--port-offset wants a number from 0 to 50000, not '50001'",
                "up --resolver dns|--resolver wants system, suite or host:port, not 'dns'",
                "bench --streams 5|--streams 5: from 100 to 20000",
                "bench --streams many|--streams wants a number, not 'many'",
                "bench --streams 500 --rounds 1|unknown option '--rounds' of bench --streams",
                "bench --fast|unknown option '--fast'",
                "bench --report|--report needs a value",
                "bench --rounds few|--rounds wants a number, not 'few'",
                "bench --rounds 0|--rounds 0: from 1 to 50",
                "bench --seconds 0|seconds: from 1 to 600, not 0",
                "bench --warm-up 601|warm-up seconds: from 0 to 600, not 601",
                "bench --per-record 66|messages per record: from 1 to 65, not 66",
                "bench --systems openfire|--systems knows rehome, prosody, ejabberd, not 'openfire'",
                "bench --systems rehome,rehome|--systems wants one or more, each once",
                "bench --moves --rounds 1|unknown option '--rounds' of bench --moves",
                "bench --moves --users few|--users wants a number, not 'few'",
                "bench --moves --users 9|--users 9: from 10 to 1000000",
                "bench --moves --rate 0|--rate 0: from 1 to 5000",
                "bench --moves --pools none|--pools wants hook or component, not 'none'",
                "up --free-ports --port-offset 1|--free-ports and --port-offset exclude each other",
            })
    @DisplayName("says what makes no sense")
    void misused(@Nullable String line, String reason) {
        assertThat(parse(line == null ? "" : line)).isEqualTo(new Command.Misused(reason));
    }

    @Test
    @DisplayName("helps wherever help is asked for")
    void help() {
        assertThat(List.of(parse("help"), parse("--help"), parse("up --help"), parse("up --data x -h")))
                .containsOnly(new Command.Help());
        for (SuitePort port : SuitePort.values()) {
            assertThat(Help.text()).contains("--" + port.option() + " ").contains("(" + port.standard() + ")");
        }
    }

    private static Command parse(String line) {
        List<String> words = line.isEmpty() ? List.of() : Arrays.asList(line.split(" ", -1));
        return Command.parse(words, ROOT);
    }
}
