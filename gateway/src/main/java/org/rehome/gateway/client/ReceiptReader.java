package org.rehome.gateway.client;

import java.io.IOException;
import org.jivesoftware.smack.packet.StandardExtensionElement;
import org.jivesoftware.smack.packet.XmlEnvironment;
import org.jivesoftware.smack.provider.ExtensionElementProvider;
import org.jivesoftware.smack.provider.ProviderManager;
import org.jivesoftware.smack.util.ParserUtils;
import org.jivesoftware.smack.xml.XmlPullParser;
import org.jivesoftware.smack.xml.XmlPullParserException;

/// Reads receipts (XEP-0184). Smack's reader for what it does not know asserts that default namespaces have
/// no prefix, not an empty one, which Aalto says.
final class ReceiptReader extends ExtensionElementProvider<StandardExtensionElement> {
    private static final String RECEIVED = "received";

    private ReceiptReader() {}

    /// Once for all connections.
    static void install() {
        ProviderManager.addExtensionProvider(RECEIVED, TestMessage.RECEIPTS, new ReceiptReader());
    }

    @Override
    public StandardExtensionElement parse(XmlPullParser parser, int initialDepth, XmlEnvironment outer)
            throws XmlPullParserException, IOException {
        StandardExtensionElement.Builder receipt = StandardExtensionElement.builder(RECEIVED, TestMessage.RECEIPTS);
        String id = parser.getAttributeValue("", "id");
        if (id != null) {
            receipt.addAttribute("id", id);
        }
        ParserUtils.forwardToEndTagOfDepth(parser, initialDepth);
        return receipt.build();
    }
}
