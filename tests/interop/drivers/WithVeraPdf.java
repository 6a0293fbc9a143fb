import java.io.FileInputStream;
import java.util.TreeMap;
import java.util.logging.LogManager;
import org.verapdf.gf.foundry.VeraGreenfieldFoundryProvider;
import org.verapdf.pdfa.Foundries;
import org.verapdf.pdfa.flavours.PDFAFlavour;
import org.verapdf.pdfa.results.TestAssertion.Status;

/**
 * Judge PDF files with veraPDF: PROFILE FILE…. For every file a line “file CHECKS COMPLIANT”, and below it a line for
 * every rule that it breaks: clause, test, how often and what the rule asks for.
 */
class WithVeraPdf {
  public static void main(String[] arguments) throws Exception {
    LogManager.getLogManager().reset();
    VeraGreenfieldFoundryProvider.initialise();
    var profile = PDFAFlavour.byFlavourId(arguments[0]);
    for (int n = 1; n < arguments.length; n++) {
      try (var stream = new FileInputStream(arguments[n]);
          var parser = Foundries.defaultInstance().createParser(stream, profile);
          var validator = Foundries.defaultInstance().createValidator(profile, false)) {
        var result = validator.validate(parser);
        var broken = new TreeMap<String, Integer>();
        for (var check : result.getTestAssertions()) {
          if (check.getStatus() == Status.FAILED) {
            var rule = check.getRuleId();
            var words = check.getMessage() == null ? "" : check.getMessage().replaceAll("\\s+", " ");
            broken.merge(rule.getClause() + "-" + rule.getTestNumber() + " " + words, 1, Integer::sum);
          }
        }
        System.out.println("file " + result.getTotalAssertions() + " " + result.isCompliant());
        broken.forEach((rule, times) -> System.out.println("  " + rule + " (" + times + " times)"));
      } catch (Exception fault) {
        System.out.println("file 1 false\n  cannot be read: " + String.valueOf(fault.getMessage()).replaceAll("\\s+", " "));
      }
    }
  }
}
