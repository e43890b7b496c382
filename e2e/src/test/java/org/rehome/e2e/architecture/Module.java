package org.rehome.e2e.architecture;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/// The modules and the arrows between them: what each may know of the others.
enum Module {
    CONTRACTS("contracts", "contracts"),
    CONFORMANCE("conformance", "conformance"),
    XMPP("xmpp", "xmpp"),
    BROKER("broker", "broker"),
    BACKBONE("backbone", "backbone"),
    REST("rest", "rest"),
    EDGE_PROXY("edge-proxy", "edge"),
    GATEWAY("gateway", "gateway"),
    USER_DIRECTORY("user-directory", "directory"),
    DNS_SERVICE("dns-service", "dns"),
    LAB("lab", "lab"),
    BENCHMARK("benchmark", "benchmark"),
    STANDALONE("standalone", "standalone");

    static final List<Module> SERVICES = List.of(EDGE_PROXY, GATEWAY, USER_DIRECTORY, DNS_SERVICE);

    private final String folder;
    private final String root;

    Module(String folder, String root) {
        this.folder = folder;
        this.root = "org.rehome." + root;
    }

    private Set<Module> known() {
        return switch (this) {
            case CONTRACTS, CONFORMANCE, BROKER, LAB -> Set.of();
            case XMPP, BACKBONE -> Set.of(CONTRACTS);
            case REST -> Set.of(CONTRACTS, BACKBONE);
            case EDGE_PROXY, GATEWAY -> Set.of(CONTRACTS, XMPP, BACKBONE, REST);
            case USER_DIRECTORY, DNS_SERVICE -> Set.of(CONTRACTS, BACKBONE, REST);
            case BENCHMARK -> Set.of(LAB);
            case STANDALONE -> Set.of(BROKER, LAB, BENCHMARK);
        };
    }

    String folder() {
        return folder;
    }

    boolean mayKnow(Module other) {
        return other == this || known().contains(other);
    }

    boolean holds(String packageName) {
        return packageName.equals(root) || packageName.startsWith(root + ".");
    }

    /// The package below the module's own in which a class is; empty for that one itself.
    String area(String packageName) {
        String below = packageName.equals(root) ? "" : packageName.substring(root.length() + 1);
        int dot = below.indexOf('.');
        return dot < 0 ? below : below.substring(0, dot);
    }

    static Optional<Module> of(String packageName) {
        return Arrays.stream(values())
                .filter(module -> module.holds(packageName))
                .findFirst();
    }
}
