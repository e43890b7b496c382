package org.rehome.contracts.docs;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;
import org.rehome.contracts.Topic;
import org.rehome.contracts.Topic.Retention;
import org.rehome.contracts.docs.Contract.EventDoc;
import org.rehome.contracts.docs.Contract.HeaderDoc;
import org.rehome.contracts.docs.Contract.MemberDoc;
import org.rehome.contracts.docs.Contract.TopicDoc;

/// Writes `docs/contracts.md`: the prose of a template, the facts of the contract.
final class ContractsPage {
    private static final String TEMPLATE = "/docs/contracts.md";

    /// Where each service answers by default, by the name of the writer.
    private static final Map<String, String> ADDRESSES = Map.of(
            "edges", "localhost:8081",
            "gateways", "localhost:8082",
            "the user directory", "localhost:8083",
            "the DNS service", "localhost:8084");

    private ContractsPage() {}

    static String of(Contract contract) {
        return template()
                .replace("{{topics}}", topics(contract))
                .replace("{{attributes}}", headers(contract.attributes()))
                .replace("{{stanza-headers}}", headers(contract.stanzaHeaders()))
                .replace("{{events}}", events(contract))
                .replace("{{objects}}\n", objects(contract));
    }

    private static String retention(Retention retention) {
        return switch (retention) {
            case Retention.Compacted(var within) -> "compacted";
            case Retention.Kept(var time) -> time.toDays() + " days";
        };
    }

    private static String topics(Contract contract) {
        String rows = contract.topics().stream()
                .map(each -> row(
                        "`" + each.topic().name() + "`",
                        each.meaning(),
                        each.key(),
                        String.valueOf(each.topic().partitions()),
                        retention(each.topic().retention()),
                        each.writer(),
                        overHttp(each)))
                .collect(Collectors.joining());
        return row("topic", "content", "key", "partitions", "kept", "written by", "over HTTP")
                + "|---|---|---|---|---|---|---|\n" + rows.stripTrailing();
    }

    private static String overHttp(TopicDoc topic) {
        return switch (topic.topic()) {
            case Topic.Events<?> _ -> "`" + address(topic.writer()) + "/events`";
            case Topic.Stanzas _ -> "no";
        };
    }

    private static String address(String writer) {
        return ADDRESSES.entrySet().stream()
                .filter(each -> writer.startsWith(each.getKey()))
                .map(Map.Entry::getValue)
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("no service is known as \"" + writer + "\""));
    }

    private static String headers(List<HeaderDoc> headers) {
        return row("header", "always there", "meaning")
                + "|---|---|---|\n"
                + headers.stream()
                        .map(each -> row("`" + each.name() + "`", yes(each.required()), meaning(each)))
                        .collect(Collectors.joining())
                        .stripTrailing();
    }

    private static String meaning(HeaderDoc header) {
        return header.example() == null ? header.meaning() : header.meaning() + ": `" + header.example() + "`";
    }

    private static String events(Contract contract) {
        return contract.topics().stream()
                .filter(each -> !each.events().isEmpty())
                .map(ContractsPage::topicEvents)
                .collect(Collectors.joining());
    }

    private static String topicEvents(TopicDoc topic) {
        return "### Topic `%s`\n\n%s; key: %s.\n\n%s"
                .formatted(
                        topic.topic().name(),
                        topic.meaning(),
                        topic.key(),
                        topic.events().stream().map(ContractsPage::event).collect(Collectors.joining()));
    }

    private static String event(EventDoc event) {
        JsonNode document = event.document();
        return "#### %s\n\n%s\n\nType `%s`, key such as `%s`.\n\n%s\n```json\n%s\n```\n\n"
                .formatted(
                        event.name(),
                        event.meaning(),
                        event.type(),
                        document.get("subject").textValue(),
                        members(event.members()),
                        document.get("data").toPrettyString());
    }

    private static String members(List<MemberDoc> members) {
        return row("member", "type", "always there", "meaning")
                + "|---|---|---|---|\n"
                + members.stream()
                        .map(each ->
                                row("`" + each.name() + "`", form(each.type()), yes(each.required()), each.meaning()))
                        .collect(Collectors.joining());
    }

    private static String objects(Contract contract) {
        return contract.objects().entrySet().stream()
                .map(each -> "### %s\n\n%s\n\n%s"
                        .formatted(
                                each.getKey(),
                                each.getValue().meaning(),
                                members(each.getValue().members())))
                .collect(Collectors.joining("\n"));
    }

    private static String form(MemberType type) {
        return switch (type) {
            case MemberType.Text() -> "text";
            case MemberType.Flag() -> "true or false";
            case MemberType.Whole(int bits) -> "whole number, " + bits + " bits";
            case MemberType.Time() -> "time (ISO 8601, UTC)";
            case MemberType.Address(var address) ->
                switch (address.getSimpleName()) {
                    case "Jid" -> "XMPP address";
                    case "Domain" -> "domain";
                    case "PoolName" -> "pool name";
                    default -> throw new IllegalArgumentException(address + " has no name for readers yet");
                };
            case MemberType.Choice choice ->
                choice.values().stream().map(each -> "`" + each + "`").collect(Collectors.joining(" or "));
            case MemberType.Nested(var object) ->
                "[%s](#%s)"
                        .formatted(
                                object.getSimpleName(), object.getSimpleName().toLowerCase(java.util.Locale.ROOT));
            case MemberType.Many(var of) -> "list of " + form(of);
        };
    }

    private static String yes(boolean required) {
        return required ? "yes" : "no";
    }

    private static String row(String... cells) {
        return "| " + String.join(" | ", cells) + " |\n";
    }

    private static String template() {
        try (InputStream in = Objects.requireNonNull(ContractsPage.class.getResourceAsStream(TEMPLATE), TEMPLATE)) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(TEMPLATE, e);
        }
    }
}
