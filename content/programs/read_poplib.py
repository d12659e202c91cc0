import poplib, ssl
SHOWN
pop.user("ada@example.test")
pop.pass_("analytical-engine")
print(pop.stat())
pop.quit()
