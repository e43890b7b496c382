package org.rehome.directory;

import java.net.URI;
import org.rehome.directory.DirectoryConfig.TransferOfAccounts;
import org.rehome.directory.move.Transfer;

/// Reads from the configuration how account data is transferred; what is missing there is refused at the
/// start.
final class TransferChoice {

    private TransferChoice() {}

    static Transfer of(DirectoryConfig.Directory directory) {
        TransferOfAccounts given = directory.transfer();
        return switch (given.kind()) {
            case NONE -> new Transfer.None();
            case SHARED -> new Transfer.Shared();
            case HTTP -> {
                URI url = given.url()
                        .orElseThrow(() -> new IllegalArgumentException(
                                "rehome.directory.transfer.url is missing: the hook's, for kind http"));
                Transfer.Token token =
                        given.secret().map(name -> token(directory, name)).orElse(null);
                yield new Transfer.Http(url, token, given.atOnce(), given.limit(), given.attempts());
            }
        };
    }

    private static Transfer.Token token(DirectoryConfig.Directory directory, String name) {
        String secret = directory.secrets().get(name);
        if (secret == null) {
            throw new IllegalArgumentException("secret \"" + name + "\", which rehome.directory.transfer.secret names,"
                    + " is unknown: set rehome.directory.secrets.\"" + name + "\"");
        }
        return new Transfer.Token(secret);
    }
}
